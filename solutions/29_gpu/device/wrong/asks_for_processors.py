# fails: device, placed
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("CPU"))

with tf.device(device):
    result = tf.matmul(a, b)
