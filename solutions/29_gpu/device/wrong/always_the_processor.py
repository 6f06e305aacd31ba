# fails: choice, asked
# cause: the function returns the processor whatever its list holds
# hint: What does your function return for a list of one graphics card?
# hint: The argument gpus is all that it should look at. This machine may have no card; others have.
# hint: Return "/GPU:0" where gpus is not empty: "/GPU:0" if gpus else "/CPU:0".
def choose_device(gpus):
    return "/CPU:0"


device = "/CPU:0"

with tf.device(device):
    result = tf.matmul(a, b)
