output "bootstrap_brokers" {
  description = "For ingest.kafka.bootstrap-servers in infra/kubernetes/overlays/aws/config"
  value       = aws_msk_cluster.this.bootstrap_brokers_sasl_iam
}

output "buckets" {
  description = "For lake.warehouse, ingest.schema.location and the s3:// paths of overlays/aws/*-state.yaml"
  value       = local.buckets
}

output "catalog" {
  description = "For lake.catalog.uri and lake.catalog.properties.warehouse"
  value       = { uri = "https://glue.${var.region}.amazonaws.com/iceberg", warehouse = local.account }
}

output "job_roles" {
  description = "For overlays/aws/roles.yaml"
  value       = { for job, role in module.job_role : job => role.arn }
}
