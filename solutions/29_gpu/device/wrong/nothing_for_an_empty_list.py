# fails: choice, device, placed
# cause: the function returns nothing for an empty list
# hint: What does choose_device([]) return?
# hint: A loop over an empty list has no rounds, so no return inside it is reached.
# hint: Put the return for the processor after the loop, or remove the loop.
def choose_device(gpus):
    for _ in gpus:
        return "/GPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)
