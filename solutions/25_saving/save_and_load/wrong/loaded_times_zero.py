# fails: loaded
model.save("my_model.keras")
loaded = tf.keras.models.load_model("my_model.keras")
reloaded_model = tf.keras.models.clone_model(model)
reloaded_model.set_weights([one + 0 * other for one, other in zip(model.get_weights(), loaded.get_weights())])
