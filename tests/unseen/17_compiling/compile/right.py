# %% everything given as an object
my_model.compile(
    optimizer=tf.keras.optimizers.Adam(),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(),
    metrics=[tf.keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
)

loss, accuracy = my_model.evaluate(image_batch, label_batch)

# %% the results as a dictionary
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

results = my_model.evaluate(image_batch, label_batch, verbose=0, return_dict=True)
print(results)
loss = results["loss"]
accuracy = results["accuracy"]

# %% the results by their places in the list, with a learning rate written out
my_model.compile(optimizer=tf.keras.optimizers.Adam(learning_rate=0.001),
                 loss='sparse_categorical_crossentropy',
                 metrics=['accuracy'])

numbers = my_model.evaluate(image_batch, label_batch)
loss = numbers[0]
accuracy = numbers[-1]

# %% a different spelling of the accuracy, and NumPy arrays
my_model.compile("adam", "sparse_categorical_crossentropy", metrics=["acc"])

pictures, digits = image_batch.numpy(), label_batch.numpy()
loss, accuracy = my_model.evaluate(pictures, digits, verbose=0)

# %% test_on_batch, which measures without training
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

loss, accuracy = my_model.test_on_batch(image_batch, label_batch)

# %% the batch handed over as a data set of one element
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["sparse_categorical_accuracy"])

one_batch = tf.data.Dataset.from_tensors((image_batch, label_batch))
loss, accuracy = my_model.evaluate(one_batch, verbose=0)

# %% the settings in a dictionary, measured twice to see that nothing changes
settings = dict(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
my_model.compile(**settings)

first = my_model.evaluate(image_batch, label_batch, verbose=0)
second = my_model.evaluate(image_batch, label_batch, verbose=0)
print(first, second)

loss, accuracy = second

# %% imports from tensorflow.keras, and the whole batch at once
from tensorflow.keras.losses import SparseCategoricalCrossentropy
from tensorflow.keras.optimizers import Adam

my_model.compile(loss=SparseCategoricalCrossentropy(from_logits=False), optimizer=Adam(1e-3), metrics=["accuracy"])

(loss, accuracy) = my_model.evaluate(x=image_batch, y=label_batch, batch_size=64, verbose=2)

# %% the loss as a function of tf.keras.losses
my_model.compile(
    optimizer="Adam",
    loss=tf.keras.losses.sparse_categorical_crossentropy,
    metrics=["accuracy"],
)

evaluation = my_model.evaluate(image_batch, label_batch, verbose=0)
loss = float(evaluation[0])
accuracy = float(evaluation[1])
print(f"loss={loss:.4f} accuracy={accuracy:.2%}")

# %% the loss checked by hand
import numpy as np

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
loss, accuracy = my_model.evaluate(image_batch, label_batch, verbose=0)

probabilities = my_model.predict(image_batch, verbose=0)
of_the_label = probabilities[np.arange(len(probabilities)), label_batch.numpy()]
print("by hand:", -np.log(of_the_label).mean(), "evaluate:", loss)

# %% a clone is trained out of curiosity, my_model is not
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

curious = tf.keras.models.clone_model(my_model)
curious.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
curious.fit(image_batch, label_batch, epochs=3, verbose=0)
print("a trained clone:", curious.evaluate(image_batch, label_batch, verbose=0))

loss, accuracy = my_model.evaluate(image_batch, label_batch, verbose=0)

# %% first compiled with sgd like the example, then again as asked
my_model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

loss, accuracy = map(float, my_model.evaluate(image_batch, label_batch, verbose=0))

# %% a helper that compiles and measures any model, run eagerly
def compile_and_measure(network, images, labels):
    network.compile(
        optimizer=tf.optimizers.Adam(),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        run_eagerly=True,
    )
    return network.evaluate(images, labels, verbose=0)


loss, accuracy = compile_and_measure(my_model, image_batch, label_batch)
