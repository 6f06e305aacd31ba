# %% wiring: the two names are swapped
def choose_device(gpus):
    if gpus:
        return "/CPU:0"
    return "/GPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)

# %% wiring: the condition of the example is taken over, which asks for more than one
def choose_device(gpus):
    if len(gpus) > 1:
        return "/GPU:0"
    return "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)

# %% wiring: the function does not look at its list but asks TensorFlow itself
def choose_device(gpus):
    if tf.config.list_physical_devices("GPU"):
        return "/GPU:0"
    return "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)

# %% wiring: the function looks at a list outside of it instead of the one that it gets
cards = tf.config.list_physical_devices("GPU")


def choose_device(gpus):
    return "/GPU:0" if len(cards) > 0 else "/CPU:0"


device = choose_device(cards)

with tf.device(device):
    result = tf.matmul(a, b)

# %% wiring: the list of processors from the example is handed in instead of the graphics cards
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = choose_device(processors)

with tf.device(device):
    result = tf.matmul(a, b)

# %% wiring: the function gets the word GPU instead of a list, and a word is never empty
def choose_device(gpus):
    if len(gpus) == 0:
        return "/CPU:0"
    else:
        return "/GPU:0"


device = choose_device("GPU")

with tf.device(device):
    result = tf.matmul(a, b)

# %% wiring: an empty list is handed in, this machine is never asked for its graphics cards
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = choose_device([])

with tf.device(device):
    result = tf.matmul(a, b)

# %% wiring: device is the function itself, which is not called
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = choose_device

with tf.device("/CPU:0"):
    result = tf.matmul(a, b)

# %% wiring: the product is computed on a processor that is written out, not on the chosen device
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


gpus = tf.config.list_physical_devices("GPU")
device = choose_device(gpus)

with tf.device("/CPU:0"):
    result = tf.matmul(a, b)

# %% wiring: the product is computed behind the with block instead of in it
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    print("computing on", device)
result = tf.matmul(a, b)

# %% wiring: both matrices are turned round and swapped, which gives the product on its side
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(b, a, transpose_a=True, transpose_b=True)

# %% wiring: the last graphics card is chosen instead of the first
def choose_device(gpus):
    if gpus:
        return "/GPU:{}".format(len(gpus) - 1)
    return "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)

# %% wiring: the function prints the name and returns nothing
def choose_device(gpus):
    if gpus:
        print("/GPU:0")
    else:
        print("/CPU:0")


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)

# %% wiring: device is bound to where the result is in the end, not to what the function returned
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)

device = result.device

# %% wiring: other random matrices are made on the device and multiplied instead of a and b
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    c = tf.random.normal((2, 5))
    d = tf.random.normal((5, 3))
    result = tf.matmul(c, d)

# %% wiring: the function returns a context for with instead of a name
def choose_device(gpus):
    if gpus:
        return tf.device("/GPU:0")
    return tf.device("/CPU:0")


device = choose_device(tf.config.list_physical_devices("GPU"))

with device:
    result = tf.matmul(a, b)

# %% wiring: the fallback to the processor stands in the loop, which an empty list never enters
def choose_device(gpus):
    for gpu in gpus:
        if gpu.device_type == "GPU":
            return "/GPU:0"
        else:
            return "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)

# %% other: the card itself is returned instead of its name
def choose_device(gpus):
    if gpus:
        return gpus[0]
    return "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)

# %% other: the physical name of the card is returned, on which nothing can be computed
def choose_device(gpus):
    if gpus:
        return gpus[0].name
    return "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)

# %% other: the processor is returned whatever the list holds, as this machine has no card
def choose_device(gpus):
    return "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)

# %% other: an empty list is not None, so a graphics card is always chosen
def choose_device(gpus):
    if gpus is not None:
        return "/GPU:0"
    return "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)

# %% other: the numbers of the product are added up, as in the example
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.reduce_sum(tf.matmul(a, b))

# %% other: the numbers of the cards are counted from 1
def choose_device(gpus):
    if len(gpus) > 0:
        return "/GPU:1"
    return "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)
