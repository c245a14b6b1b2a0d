import setuptools

setuptools.setup(
    name="wineQuality",
    version="0.0.0",
    author="Ida Birk",
    package_dir={"": "src"},
    packages=setuptools.find_packages(where="src"),
)
