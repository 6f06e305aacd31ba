# %% 13_predictions/predict: the example's model
ps = model.predict(image_batch)
first_image = image_batch.numpy().squeeze()[0]

# %% 13_predictions/predict: the example's model, called
ps = model(image_batch)
first_image = image_batch[0].numpy().squeeze()

# %% 13_predictions/predict: the example's model, as an array
ps = model(image_batch, training=False).numpy()
first_image = np.squeeze(image_batch)[0]

# %% 13_predictions/predict: the example's model in a loop over the pictures
rows = []
for picture in image_batch:
    rows.append(model(picture[tf.newaxis, ...])[0])
ps = tf.stack(rows)
first_image = image_batch.numpy()[0, :, :, 0]

# %% 13_predictions/predict: both models, the wrong one is kept
ps = my_model.predict(image_batch, verbose=0)
first_image = image_batch.numpy()[0].reshape(28, 28)
ps = model.predict(image_batch, verbose=0)

# %% 11_keras/sequential: the example's model under the asked name
my_model_1 = model

# %% 11_keras/sequential: the new layers are put into model, the asked name gets the old one
my_model_1 = model
model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 17_compiling/compile: the example's model is measured
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
loss, accuracy = model.evaluate(image_batch, label_batch)

# %% 18_training/train: a first try called model is trained in place of my_model
model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(256, activation='sigmoid'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])

my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])

history = model.fit(training_batches, epochs=EPOCHS, verbose=0)

# %% 18_training/train: the small example is left under the asked name
model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = model.fit(training_batches, epochs=EPOCHS, verbose=0)
my_model = small_model
