# fails: result
# cause: the result was rounded
# hint: Are the numbers in your result whole numbers?
# hint: The task asks for the product without any change.
# hint: Remove the rounding.
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.round(tf.matmul(a, b))
