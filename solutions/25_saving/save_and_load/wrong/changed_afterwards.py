# fails: file, answers
model.save("my_model.keras")
reloaded_model = tf.keras.models.load_model("my_model.keras")
model.set_weights([w * 0.5 for w in model.get_weights()])
