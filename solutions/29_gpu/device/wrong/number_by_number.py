# fails: result
# cause: the numbers were multiplied one by one, not as matrices
# hint: What are the shapes of a and b, and what is the shape of their matrix product?
# hint: * multiplies number by number. The task asks for the matrix product.
# hint: Use tf.matmul(a, b) or a @ b.
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = a[:, :3] * b[:2]
