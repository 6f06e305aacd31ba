# fails: choice, device, placed
# cause: the function returns a graphics card for any list
# hint: What does your function return for an empty list?
# hint: An empty list is still a list, and not None. Its length is 0, and it counts as false.
# hint: Return "/CPU:0" if gpus is empty: "/GPU:0" if gpus else "/CPU:0".
def choose_device(gpus):
    return "/GPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)
