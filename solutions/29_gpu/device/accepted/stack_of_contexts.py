from contextlib import ExitStack


def choose_device(gpus):
    return ["/CPU:0", "/GPU:0"][bool(gpus)]


class Machine:
    gpus = tf.config.list_physical_devices("GPU")


device = choose_device(Machine.gpus)
with ExitStack() as stack:
    stack.enter_context(tf.device(device))
    result = tf.matmul(a, b)
