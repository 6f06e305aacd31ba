# fails: asked, with
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = "/CPU:0" + "" * len(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    waste = tf.matmul(a, b)

result = tf.matmul(a, b) + 0 * waste
