# fails: scalar_kind, vector_kind, matrix_kind, cube_kind
import numpy as np

scalar = 7
vector = [0.5, 1.5, 2.5]
matrix = np.array([[1, 2, 3], [4, 5, 6]], dtype=np.float32)
cube = np.arange(1, 13).reshape(2, 3, 2)
