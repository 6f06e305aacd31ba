# fails: result
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(tf.expand_dims(a, 0), tf.expand_dims(b, 0))
