# fails: asked, with
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = "/CPU:0"
result = tf.matmul(a, b)

while False:
    device = choose_device(tf.config.list_physical_devices("GPU"))
    with tf.device(device):
        result = tf.matmul(a, b)
