# The role of one job's pods (IRSA): its own state, its own tables, its own topics.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [var.oidc_provider_arn]
    }
    condition {
      test     = "StringEquals"
      variable = "${var.oidc_issuer}:sub"
      values   = ["system:serviceaccount:${var.service_account}"]
    }
    condition {
      test     = "StringEquals"
      variable = "${var.oidc_issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "ListBuckets"
    actions   = ["s3:ListBucket", "s3:GetBucketLocation"]
    resources = [var.lake_bucket_arn, var.state_bucket_arn]
  }
  statement {
    sid       = "ReadTables"
    actions   = ["s3:GetObject"]
    resources = ["${var.lake_bucket_arn}/*"]
  }
  statement {
    sid       = "WriteTables"
    actions   = concat(["s3:PutObject", "s3:AbortMultipartUpload"], var.may_delete_tables ? ["s3:DeleteObject"] : [])
    resources = [for prefix in var.write_prefixes : "${var.lake_bucket_arn}/${prefix}/*"]
  }
  statement {
    sid       = "State"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
    resources = ["${var.state_prefix_arn}/*"]
  }
  statement {
    sid       = "Key"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.kms_key_arn]
  }
  statement {
    sid       = "ReadCatalog"
    actions   = ["glue:GetCatalog", "glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables"]
    resources = var.glue_read_arns
  }
  statement {
    sid       = "WriteCatalog"
    actions   = ["glue:CreateTable", "glue:UpdateTable"]
    resources = var.glue_write_arns
  }
  dynamic "statement" {
    for_each = length(var.kafka_read_arns) > 0 ? [1] : []
    content {
      sid       = "KafkaRead"
      actions   = ["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"]
      resources = var.kafka_read_arns
    }
  }
  dynamic "statement" {
    for_each = length(var.kafka_read_arns) > 0 ? [1] : []
    content {
      sid       = "KafkaConnect"
      actions   = ["kafka-cluster:Connect", "kafka-cluster:DescribeGroup", "kafka-cluster:AlterGroup"]
      resources = [var.kafka_cluster_arn, var.kafka_group_arn]
    }
  }
  dynamic "statement" {
    for_each = length(var.kafka_write_arns) > 0 ? [1] : []
    content {
      sid       = "KafkaWrite"
      actions   = ["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"]
      resources = var.kafka_write_arns
    }
  }
}

resource "aws_iam_role" "this" {
  name               = var.name
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "this" {
  name   = "job"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.this.json
}

output "arn" {
  description = "ARN of the role"
  value       = aws_iam_role.this.arn
}
