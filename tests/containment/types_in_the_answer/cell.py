# %%
import tensorflow as tf

output = tf.constant([[0.10678572]])
print(output)
