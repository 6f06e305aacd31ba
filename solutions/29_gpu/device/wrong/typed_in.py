# fails: choice, asked
def choose_device(gpus):
    return "/CPU:0"


device = "/CPU:0"

with tf.device(device):
    result = tf.matmul(a, b)
