# %% wiring: the names of the matrix and the cube are swapped when the four are unpacked
scalar, vector, cube, matrix = (
    tf.constant(7),
    tf.constant([0.5, 1.5, 2.5]),
    tf.constant([[1, 2, 3], [4, 5, 6]], dtype=tf.float32),
    tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]]),
)

# %% wiring: the two matrices of the cube are stacked in the wrong order
first = tf.constant([[1, 2], [3, 4], [5, 6]])
second = tf.constant([[7, 8], [9, 10], [11, 12]])

scalar = tf.constant(7, dtype=tf.int32)
vector = tf.constant([0.5, 1.5, 2.5], dtype=tf.float32)
matrix = tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
cube = tf.stack([second, first])

# %% wiring: the matrices are stacked along the last axis instead of the first, so the cube is (3, 2, 2)
scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5])
matrix = tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
m1 = tf.constant([[1, 2], [3, 4], [5, 6]])
m2 = tf.constant([[7, 8], [9, 10], [11, 12]])
cube = tf.stack([m1, m2], axis=-1)

# %% wiring: the two matrices are put below each other instead of on a stack, so an axis is missing
scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5])
matrix = tf.constant([[1, 2, 3], [4, 5, 6]], dtype=tf.float32)
upper = tf.constant([[1, 2], [3, 4], [5, 6]])
lower = tf.constant([[7, 8], [9, 10], [11, 12]])
cube = tf.concat([upper, lower], axis=0)

# %% wiring: the matrix is cast to float32 but the result is not kept
scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5])
matrix = tf.constant([[1, 2, 3], [4, 5, 6]])
tf.cast(matrix, tf.float32)
cube = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])

# %% wiring: the dtype is given to the vector, which has it anyway, and not to the matrix
scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5], dtype=tf.float32)
matrix = tf.constant([[1, 2, 3], [4, 5, 6]])
cube = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])

# %% wiring: a loop makes all four with the dtype of the matrix, so scalar and cube are float32
numbers = [
    7,
    [0.5, 1.5, 2.5],
    [[1, 2, 3], [4, 5, 6]],
    [[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]],
]
scalar, vector, matrix, cube = [tf.constant(n, dtype=tf.float32) for n in numbers]

# %% wiring: the columns of the matrix are written as its rows
scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5])
matrix = tf.constant([[1, 4], [2, 5], [3, 6]], dtype=tf.float32)
cube = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])

# %% wiring: the first matrix is on the stack twice and the second one never
layer = [[1, 2], [3, 4], [5, 6]]
other_layer = [[7, 8], [9, 10], [11, 12]]

scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5])
matrix = tf.constant([[1, 2, 3], [4, 5, 6]], dtype=tf.float32)
cube = tf.constant([layer, layer])

# %% wiring: the numbers of the cube are cut into 3 matrices of 2 rows instead of 2 of 3 rows
scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5])
matrix = tf.constant([1, 2, 3, 4, 5, 6], shape=(2, 3), dtype=tf.float32)
cube = tf.constant([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], shape=(3, 2, 2))

# %% wiring: the tensors are made and then all turned into NumPy arrays under the same names
scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5])
matrix = tf.constant([[1, 2, 3], [4, 5, 6]], dtype=tf.float32)
cube = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])

scalar, vector, matrix, cube = scalar.numpy(), vector.numpy(), matrix.numpy(), cube.numpy()

# %% wiring: the loop that looks at the tensors uses the name vector again, so it ends up as the cube
scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5])
matrix = tf.constant([[1, 2, 3], [4, 5, 6]], dtype=tf.float32)
cube = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])

for vector in (scalar, vector, matrix, cube):
    print(vector.shape, vector.dtype)

# %% other: the scalar is put in brackets and so becomes a vector of one number
scalar = tf.constant([7])
vector = tf.constant([0.5, 1.5, 2.5])
matrix = tf.constant([[1, 2, 3], [4, 5, 6]], dtype=tf.float32)
cube = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])

# %% other: the scalar is written with a decimal point and so is float32
scalar = tf.constant(7.0)
vector = tf.constant([0.5, 1.5, 2.5])
matrix = tf.constant([[1, 2, 3], [4, 5, 6]], dtype=tf.float32)
cube = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])

# %% other: one pair of brackets too many makes the vector a matrix of one row
scalar = tf.constant(7)
vector = tf.constant([[0.5, 1.5, 2.5]])
matrix = tf.constant([[1, 2, 3], [4, 5, 6]], dtype=tf.float32)
cube = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])

# %% other: decimal commas in the vector, which makes six numbers of three
scalar = tf.constant(7)
vector = tf.constant([0,5, 1,5, 2,5], dtype=tf.float32)
matrix = tf.constant([[1, 2, 3], [4, 5, 6]], dtype=tf.float32)
cube = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])

# %% other: the cube comes from a NumPy array of whole numbers and keeps its int64
import numpy as np

scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5])
matrix = tf.constant([[1, 2, 3], [4, 5, 6]], dtype=tf.float32)
cube = tf.constant(np.arange(1, 13).reshape(2, 3, 2))

# %% other: the vector comes from a NumPy array and keeps its float64
import numpy as np

scalar = tf.constant(7)
vector = tf.constant(np.array([0.5, 1.5, 2.5]))
matrix = tf.constant(np.array([[1, 2, 3], [4, 5, 6]]), dtype=tf.float32)
cube = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])

# %% other: the matrix is a plain list, not a tensor
scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5])
matrix = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
cube = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])

# %% other: variables instead of the constants that are asked for
scalar = tf.Variable(7)
vector = tf.Variable([0.5, 1.5, 2.5])
matrix = tf.Variable([[1, 2, 3], [4, 5, 6]], dtype=tf.float32)
cube = tf.Variable([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])
