import os
import pickle


def model_fn(directory):
    with open(os.path.join(directory, "model.pkl"), "rb") as file:
        return pickle.load(file)
