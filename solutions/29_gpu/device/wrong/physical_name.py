# fails: choice
# cause: the name of the physical device was returned, on which nothing can be computed
# hint: How are devices spelled in the table of the lesson?
# hint: tf.device takes "/GPU:0". The name of a physical device begins otherwise.
# hint: Return "/GPU:0" as a text.
def choose_device(gpus):
    return gpus[0].name if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)
