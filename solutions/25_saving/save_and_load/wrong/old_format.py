# fails: file
model.save("my_model.h5")
reloaded_model = tf.keras.models.load_model("my_model.h5", compile=False)
