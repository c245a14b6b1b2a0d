provider "aws" {
  region = "us-east-1"
}

resource "aws_eks_cluster" "fraud" {
  name     = "fraud-platform"
  role_arn = "arn:aws:iam::<AWS_ACCOUNT_ID>:role/eks"

  vpc_config {
    subnet_ids = ["<SUBNET_A>", "<SUBNET_B>"]
  }
}
