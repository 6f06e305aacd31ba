# %% wiring: c is made after the multiplication, so it holds 40 times the numbers
b = tf.convert_to_tensor(a)
b = b * 40
c = b.numpy()
a = a + 1

# %% wiring: the 1 is added before the tensor is made
a = a + 1
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40

# %% wiring: c is the array a itself, and a is changed in place, so c changes too
b = tf.convert_to_tensor(a)
c = a
b = b * 40
a += 1

# %% wiring: the product of b and 40 is computed but not kept
b = tf.convert_to_tensor(a)
c = b.numpy()
b * 40
a = a + 1

# %% wiring: the sum of a and 1 is computed but not kept
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
np.add(a, 1)

# %% wiring: the results of the arithmetic get names of their own, b and a stay as they were
b = tf.convert_to_tensor(a)
c = b.numpy()
b_times_40 = b * 40
a_plus_1 = a + 1

# %% wiring: c is multiplied by 40 instead of b
b = tf.convert_to_tensor(a)
c = b.numpy()
c = c * 40
a = a + 1

# %% wiring: the 1 is added to b and the 40 multiplied into a
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b + 1
a = a * 40

# %% wiring: a becomes the multiplied b plus 1 instead of a plus 1
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
a = b.numpy() + 1

# %% wiring: the sum is computed by TensorFlow, so a ends as a tensor
b = tf.convert_to_tensor(a)
c = b.numpy()
b = tf.multiply(b, 40)
a = tf.add(a, 1)

# %% wiring: c is another name of the tensor, no array is made
b = tf.convert_to_tensor(a)
c = b
b = b * 40
a = a + 1

# %% wiring: the method numpy is not called, c is the method itself
b = tf.convert_to_tensor(a)
c = b.numpy
b = b * 40
a = a + 1

# %% wiring: b itself is made an array for c, and so stays an array in the end
b = tf.convert_to_tensor(a)
b = b.numpy()
c = b
b = b * 40
a = a + 1

# %% wiring: the array of the worked example is converted instead of a
b = tf.convert_to_tensor(heights)
c = b.numpy()
b = b * 40
a = a + 1

# %% wiring: the multiplication is done inside of the function and once more outside
def times_40(t):
    return t * 40


b = tf.convert_to_tensor(a)
c = b.numpy()
b = times_40(b) * 40
a = a + 1

# %% wiring: the 1 is added inside of a function that returns nothing, so a stays
def add_one(array):
    array = array + 1


b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
add_one(a)

# %% wiring: the 1 is added within a loop over the rows, so it is added four times
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
for row in range(a.shape[0]):
    a = a + 1

# %% wiring: the rows in the loop are new arrays under a local name, a itself is not changed
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
for row in a:
    row = row + 1

# %% wiring: in the end the names of c and a are exchanged
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
c, a = a + 1, c

# %% wiring: a new random array is drawn for the last step, its numbers have nothing to do with c
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
a = np.random.rand(4, 3) + 1

# %% other: the tensor is made with float32
b = tf.convert_to_tensor(a, dtype=tf.float32)
c = b.numpy()
b = b * 40
a = a + 1

# %% other: c is a list of lists instead of an array
b = tf.convert_to_tensor(a)
c = b.numpy().tolist()
b = b * 40
a = a + 1

# %% other: b is a copy of the array, no tensor is made at all
b = a.copy()
c = np.array(b)
b = b * 40
a = a + 1

# %% other: b is raised to the power of 40 instead of multiplied
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b ** 40
a = a + 1

# %% other: the 1 is added to the first row only
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
a[0] = a[0] + 1
