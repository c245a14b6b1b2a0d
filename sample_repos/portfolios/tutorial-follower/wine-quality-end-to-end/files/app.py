import os

import numpy as np
from flask import Flask, render_template, request
from flask_cors import CORS

from wineQuality.pipeline.prediction import PredictionPipeline

app = Flask(__name__)
CORS(app)


@app.route("/", methods=["GET"])
def home():
    return render_template("index.html")


@app.route("/train", methods=["GET"])
def train():
    os.system("python main.py")
    return "Training successful!"


@app.route("/predict", methods=["POST", "GET"])
def predict():
    if request.method == "POST":
        try:
            data = [float(value) for value in request.form.values()]
            prediction = PredictionPipeline().predict(np.array(data).reshape(1, 11))
            return render_template("index.html", prediction=str(prediction))
        except Exception as e:
            print("The exception message is:", e)
            return "something is wrong"
    return render_template("index.html")


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=8080)
