# fails: choice
# cause: a graphics card is chosen only if there are several
# hint: What does your function return for a list with exactly one card?
# hint: The example asks whether there is more than one. The task asks whether there is any.
# hint: Test len(gpus) > 0, or simply gpus.
def choose_device(gpus):
    return "/GPU:0" if len(gpus) > 1 else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)
