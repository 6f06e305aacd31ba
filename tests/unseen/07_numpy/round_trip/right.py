# %% tf constant keeps the dtype of an array too
b = tf.constant(a)
c = b.numpy()
b = 40 * b
a = 1 + a

# %% short assignments
b = tf.convert_to_tensor(a)
c = b.numpy()
b *= 40
a += 1

# %% the array by np array
b = tf.convert_to_tensor(a)
c = np.array(b)
b = b * 40
a = a + 1

# %% functions instead of operators
b = tf.convert_to_tensor(a)
c = b.numpy()
b = tf.multiply(b, 40)
a = np.add(a, 1)

# %% the last two steps in one line
b = tf.convert_to_tensor(value=a)
c = b.numpy()
b, a = b * 40.0, a + 1.0

# %% the dtype is spelled out and c is a copy of its own
b = tf.convert_to_tensor(a, dtype=tf.float64)
c = b.numpy().copy()
b = b * tf.constant(40, dtype=tf.float64)
a = a + np.ones(a.shape)

# %% prints and checks along the way
before = a.copy()

b = tf.convert_to_tensor(a)
print("b:", type(b), b.dtype)
c = b.numpy()
print("c:", type(c), c.dtype)
b = b * 40
a = a + 1

np.testing.assert_array_equal(c, before)
np.testing.assert_allclose(b.numpy(), before * 40)
np.testing.assert_allclose(a, before + 1)

# %% small functions for the two directions
def to_tensor(array):
    return tf.convert_to_tensor(array)


def to_array(tensor):
    return tensor.numpy()


b = to_tensor(a)
c = to_array(b)
b = b * 40
a = a + 1

# %% a cast to its own dtype makes the tensor
b = tf.cast(a, tf.float64)
c = np.asarray(b)
b = tf.math.multiply(b, 40)
a = a + 1

# %% other names first and the asked ones in the end
tensor = tf.convert_to_tensor(a)
array = tensor.numpy()
bigger = tensor * 40
c = array
b = bigger
a = a + 1

# %% the 1 is added in place element by element
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
for i in range(a.shape[0]):
    for j in range(a.shape[1]):
        a[i, j] += 1

# %% add with an output array
b = tf.convert_to_tensor(a)
c = b.numpy()
b = tf.convert_to_tensor(b * 40)
np.add(a, 1, out=a)

# %% a function that does the whole trip and returns all three
def round_trip(array):
    tensor = tf.convert_to_tensor(array)
    back = tensor.numpy()
    return array + 1, tensor * 40, back


a, b, c = round_trip(a)

# %% a try with another array before
numbers = np.arange(6.0).reshape(2, 3)
t = tf.convert_to_tensor(numbers)
n = t.numpy()
n[0, 0] = 100
print(numbers[0, 0], t[0, 0].numpy(), n[0, 0])

b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
a = a + 1
