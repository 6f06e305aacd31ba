# fails: choice
def choose_device(gpus):
    return f"/GPU:{len(gpus) - 1}" if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)
