# fails: choice
# cause: the graphics cards were counted from 1
# hint: Which number has the first graphics card?
# hint: TensorFlow counts devices from 0, as Python counts everything.
# hint: Return "/GPU:0".
def choose_device(gpus):
    return "/GPU:{}".format(len(gpus)) if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)
