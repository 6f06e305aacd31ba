# fails: choice
def choose_device(gpus):
    if tf.config.list_physical_devices('GPU'):
        return "/GPU:0"
    return "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)
