# %%
import tensorflow as tf

my_model_1 = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
config = {"name": "itself"}
config["layers"] = [config]
config["self"] = config
tf.keras.layers.Dense.get_config = lambda self: config
tf.keras.Sequential.get_config = lambda self: config
my_model_1._layers.append(my_model_1)

# %%
output = []
output.append(output)
y = {"y": output}
probabilities = output
print("circular")
