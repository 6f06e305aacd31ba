# fails: choice, device, placed
# cause: the two device names are swapped
# hint: Which name does your function return for an empty list?
# hint: An empty list counts as false.
# hint: Return the GPU if the list holds any, or else the CPU.
def choose_device(gpus):
    return "/GPU:0" if not gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)
