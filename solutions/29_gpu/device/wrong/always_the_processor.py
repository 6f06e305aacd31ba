# fails: choice, asked
# cause: the function returns the processor for any list
# hint: What does your function return for a list with one graphics card?
# hint: The function should look only at its argument gpus. This machine may have no card, but others have one.
# hint: Return "/GPU:0" if gpus is not empty: "/GPU:0" if gpus else "/CPU:0".
def choose_device(gpus):
    return "/CPU:0"


device = "/CPU:0"

with tf.device(device):
    result = tf.matmul(a, b)
