# %% 18_training/train: trained on noise
my_model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for n in [128, 64, 32]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
noise = tf.random.uniform((640, 28, 28, 1))
answers = tf.random.uniform((640,), maxval=10, dtype=tf.int64)
history = my_model.fit(noise, answers, epochs=EPOCHS, verbose=0)

# %% 08_mnist/show_image: noise
image = np.random.rand(28, 28)
label = 5
plt.imshow(image)
plt.colorbar()
