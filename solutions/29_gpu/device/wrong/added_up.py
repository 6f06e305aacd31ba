# fails: result
# cause: the numbers of the product were added up, as in the example
# hint: What is the shape of your result?
# hint: The example computes a sum. The task asks for the product itself.
# hint: Remove tf.reduce_sum.
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.reduce_sum(tf.matmul(a, b))
