# %% an if and an else, and the sign for the matrix product
def choose_device(gpus):
    if len(gpus) > 0:
        name = "/GPU:0"
    else:
        name = "/CPU:0"
    return name


gpus = tf.config.list_physical_devices("GPU")
print(len(gpus), "graphics cards")
device = choose_device(gpus)

with tf.device(device):
    result = a @ b

# %% an early return without a card
def choose_device(gpus: list) -> str:
    """Return the name of the device to compute on."""
    if not gpus:
        return "/CPU:0"
    return "/GPU:0"


device = choose_device(gpus=tf.config.list_physical_devices(device_type="GPU"))

with tf.device(device_name=device):
    result = tf.linalg.matmul(a, b)

print(result.numpy(), "on", result.device)

# %% and with or in the manner of old Python
def choose_device(gpus):
    return gpus and "/GPU:0" or "/CPU:0"


device = choose_device(tf.config.experimental.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.einsum("ij,jk->ik", a, b)

# %% a pair of names with a truth value as the index
NAMES = ("/CPU:0", "/GPU:0")


def choose_device(gpus):
    return NAMES[bool(gpus)]


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.tensordot(a, b, axes=1)

# %% the first card is tried, and an error means that there is none
def choose_device(gpus):
    try:
        gpus[0]
    except IndexError:
        return "/CPU:0"
    return "/GPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)

# %% a loop that returns at the first card
def choose_device(gpus):
    for number, _ in enumerate(gpus):
        return "/GPU:" + str(number)
    return "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)

# %% a lambda, and a helper function that computes on a device
choose_device = lambda gpus: "/{}:0".format("GPU" if gpus else "CPU")


def product_on(name, left, right):
    with tf.device(name):
        return tf.matmul(left, right)


device = choose_device(tf.config.list_physical_devices("GPU"))
result = product_on(device, a, b)

# %% a match statement
def choose_device(gpus):
    match len(gpus):
        case 0:
            return "/CPU:0"
        case _:
            return "/GPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)

# %% a compiled function computes the product on the device
def choose_device(gpus):
    return "/GPU:0" if len(gpus) >= 1 else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))


@tf.function
def product(x, y):
    with tf.device(device):
        return tf.matmul(x, y)


result = product(a, b)

# %% the function is tried out first, and the product is compared and timed
import time


def choose_device(gpus):
    how_many = len(list(gpus))
    return f"/{'GPU' if how_many else 'CPU'}:0"


assert choose_device([]) == "/CPU:0"
assert choose_device(["one", "two"]) == "/GPU:0"

device = choose_device(tf.config.list_physical_devices("GPU"))

start = time.perf_counter()
with tf.device(device):
    result = tf.matmul(a, b)
print("took", time.perf_counter() - start, "seconds")

with tf.device("/CPU:0"):
    on_processor = tf.matmul(a, b)
print("difference:", tf.reduce_max(tf.abs(result - on_processor)).numpy())

# %% the product is added up from the columns of a and the rows of b, on the device
def choose_device(gpus):
    names = ["/GPU:%d" % number for number in range(len(gpus))]
    return (names + ["/CPU:0"])[0]


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.reduce_sum(a[:, :, tf.newaxis] * b[tf.newaxis, :, :], axis=1)
