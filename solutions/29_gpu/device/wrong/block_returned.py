# fails: choice, device, placed
# cause: the function returns what belongs after with, instead of a name
# hint: What type of value does your function return?
# hint: tf.device(…) returns a context manager. The task asks for the name of a device.
# hint: Return the name, and write with tf.device(device): outside the function.
def choose_device(gpus):
    return tf.device("/GPU:0" if gpus else "/CPU:0")


device = choose_device(tf.config.list_physical_devices("GPU"))

with device:
    result = tf.matmul(a, b)
