old = a
tensor = tf.convert_to_tensor(old)
c = tensor.numpy()
b = tensor * 40
a = old + 1
