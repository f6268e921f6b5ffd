data "aws_caller_identity" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
  glue    = "arn:aws:glue:${var.region}:${local.account}"
  topics  = "${replace(aws_msk_cluster.this.arn, ":cluster/", ":topic/")}/"
  groups  = "${replace(aws_msk_cluster.this.arn, ":cluster/", ":group/")}/"

  # What each job may do, and nothing else. A job reads every table and writes its own databases.
  jobs = {
    ingest = { databases = ["payments"], reads = ["transactions", "fraud-reports"], writes = [], may_delete = false }
    detect = { databases = ["payments", "ml"], reads = ["transactions", "fraud-reports"], writes = ["alerts"], may_delete = false }
    batch  = { databases = ["payments", "history", "ml", "ops"], reads = [], writes = [], may_delete = true }
  }
}

module "job_role" {
  source            = "../modules/job-role"
  for_each          = local.jobs
  name              = "${var.name}-${each.key}"
  service_account   = "lakeloop:lakeloop-${each.key}"
  oidc_provider_arn = aws_iam_openid_connect_provider.this.arn
  oidc_issuer       = replace(aws_iam_openid_connect_provider.this.url, "https://", "")
  kms_key_arn       = aws_kms_key.this.arn
  lake_bucket_arn   = aws_s3_bucket.this["lake"].arn
  state_prefix_arn  = "${aws_s3_bucket.this["flink"].arn}/${each.key}"
  state_bucket_arn  = aws_s3_bucket.this["flink"].arn
  glue_read_arns    = ["${local.glue}:catalog", "${local.glue}:database/*", "${local.glue}:table/*"]
  glue_write_arns = concat(["${local.glue}:catalog"], flatten([
    for database in each.value.databases : ["${local.glue}:database/${database}", "${local.glue}:table/${database}/*"]
  ]))
  write_prefixes    = [for database in each.value.databases : "warehouse/${database}"]
  may_delete_tables = each.value.may_delete
  kafka_cluster_arn = aws_msk_cluster.this.arn
  kafka_group_arn   = "${local.groups}lakeloop-${each.key}"
  kafka_read_arns   = [for topic in each.value.reads : "${local.topics}${topic}"]
  kafka_write_arns  = [for topic in each.value.writes : "${local.topics}${topic}"]
}
