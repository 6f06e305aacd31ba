# %% every dtype is spelled out
scalar = tf.constant(7, dtype=tf.int32)
vector = tf.constant([0.5, 1.5, 2.5], dtype=tf.float32)
matrix = tf.constant([[1, 2, 3], [4, 5, 6]], dtype=tf.float32)
cube = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]], dtype=tf.int32)

# %% decimal points make the matrix float
scalar = tf.constant(7)
vector = tf.constant([.5, 1.5, 2.5])
matrix = tf.constant([[1., 2., 3.],
                      [4., 5., 6.]])
cube = tf.constant([
    [[1, 2],
     [3, 4],
     [5, 6]],
    [[7, 8],
     [9, 10],
     [11, 12]],
])

# %% the dtypes as strings and by position
scalar = tf.constant(7, "int32")
vector = tf.constant((0.5, 1.5, 2.5), "float32")
matrix = tf.constant(((1, 2, 3), (4, 5, 6)), "float32")
cube = tf.constant((((1, 2), (3, 4), (5, 6)), ((7, 8), (9, 10), (11, 12))), "int32")

# %% the matrix is cast afterwards and kept
scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5])
matrix = tf.constant([[1, 2, 3], [4, 5, 6]])
print("before:", matrix.dtype)
matrix = tf.cast(matrix, tf.float32)
print("after:", matrix.dtype)
cube = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])

# %% flat numbers and a shape for the constant
scalar = tf.constant(7, shape=())
vector = tf.constant([0.5, 1.5, 2.5], shape=(3,))
matrix = tf.constant([1, 2, 3, 4, 5, 6], dtype=tf.float32, shape=(2, 3))
cube = tf.constant([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], shape=(2, 3, 2))

# %% flat constants that are reshaped
scalar = tf.constant(7)
vector = tf.constant([i + 0.5 for i in range(3)])
matrix = tf.reshape(tf.constant([float(i) for i in range(1, 7)]), (2, 3))
cube = tf.reshape(tf.constant(list(range(1, 13))), (2, 3, -1))

# %% a stack of two constants
scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5])

row_1 = tf.constant([1.0, 2.0, 3.0])
row_2 = tf.constant([4.0, 5.0, 6.0])
matrix = tf.stack([row_1, row_2])

lower = tf.constant([[1, 2], [3, 4], [5, 6]])
upper = tf.constant([[7, 8], [9, 10], [11, 12]])
cube = tf.stack([lower, upper], axis=0)

# %% by way of NumPy with the dtypes said there
import numpy as np

scalar = tf.constant(np.int32(7))
vector = tf.constant(np.array([0.5, 1.5, 2.5], dtype=np.float32))
matrix = tf.constant(np.array([[1, 2, 3], [4, 5, 6]], dtype=np.float32))
cube = tf.constant(np.arange(1, 13, dtype=np.int32).reshape((2, 3, 2)))

# %% helpers for whole and decimal numbers
def whole(numbers):
    return tf.constant(numbers, dtype=tf.int32)


def decimal(numbers):
    return tf.constant(numbers, dtype=tf.float32)


scalar = whole(7)
vector = decimal([0.5, 1.5, 2.5])
matrix = decimal([[1, 2, 3], [4, 5, 6]])
cube = whole([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])

# %% a table of numbers and dtypes that is walked through
plan = {
    "scalar": (7, tf.int32),
    "vector": ([0.5, 1.5, 2.5], tf.float32),
    "matrix": ([[1, 2, 3], [4, 5, 6]], tf.float32),
    "cube": ([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]], tf.int32),
}
made = {}
for name, (numbers, dtype) in plan.items():
    made[name] = tf.constant(numbers, dtype=dtype)
    print(name, made[name].shape)

scalar = made["scalar"]
vector = made["vector"]
matrix = made["matrix"]
cube = made["cube"]

# %% the lists have names and the tensors are shown afterwards
numbers = [0.5, 1.5, 2.5]
rows = [[1, 2, 3], [4, 5, 6]]
front, back = [[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]

cube = tf.constant([front, back])
matrix = tf.constant(rows, dtype=tf.dtypes.float32)
vector = tf.constant(numbers)
scalar = tf.constant(value=7)

for t in (scalar, vector, matrix, cube):
    print(tf.rank(t).numpy(), t.shape.as_list(), t.dtype)
    print(t)

# %% first tries with too few dtypes that are corrected in the end
# first I forgot the dtype of the matrix
scalar = tf.constant([7])
matrix = tf.constant([[1, 2, 3], [4, 5, 6]])
print(scalar.shape, matrix.dtype)

# now as it should be
scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5])
matrix = tf.constant([[1, 2, 3], [4, 5, 6]], dtype="float32")
cube = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])
assert cube.shape == (2, 3, 2) and vector.shape == (3,)
