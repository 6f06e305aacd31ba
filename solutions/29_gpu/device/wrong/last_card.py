# fails: choice
# cause: the last graphics card was chosen instead of the first
# hint: Which name does your function return for a list of three cards?
# hint: The first GPU has the number 0, for any number of GPUs.
# hint: Return "/GPU:0".
def choose_device(gpus):
    return f"/GPU:{len(gpus) - 1}" if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)
