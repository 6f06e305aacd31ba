from keras.saving import load_model

model.save("my_model.keras")
from_file = load_model("my_model.keras")
reloaded_model = tf.keras.models.clone_model(model)
for layer, saved in zip(reloaded_model.layers, from_file.layers):
    layer.set_weights(saved.get_weights())
