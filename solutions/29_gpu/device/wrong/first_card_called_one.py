# fails: choice
# cause: the graphics cards were counted from 1
# hint: Which number does the first graphics card have?
# hint: TensorFlow counts devices from 0, just as Python counts everything.
# hint: Return "/GPU:0".
def choose_device(gpus):
    return "/GPU:1" if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)
