# fails: with
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device("/CPU:0"):
    result = tf.matmul(a, b)
