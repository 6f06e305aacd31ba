# fails: result
# cause: the result was rounded
# hint: Are the numbers of your result whole?
# hint: The task asks for the product as it is.
# hint: Leave the rounding out.
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.round(tf.matmul(a, b))
