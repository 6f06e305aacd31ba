# fails: asked
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


gpus = tf.config.list_physical_devices("GPU")
print(len(gpus))
device = "/CPU:0"

with tf.device(device):
    result = tf.matmul(a, b)
