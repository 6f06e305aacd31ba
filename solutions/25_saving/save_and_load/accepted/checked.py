import os
model.save(os.path.join(os.getcwd(), "my_model.keras"), overwrite=True)
saved = "my_model.keras"
reloaded_model = tf.keras.models.load_model(saved)
assert np.allclose(model(image_batch), reloaded_model(image_batch))
