variable "name" {
  description = "Name of the role"
  type        = string
}

variable "service_account" {
  description = "NAMESPACE:NAME of the Kubernetes service account that may take the role"
  type        = string
}

variable "oidc_provider_arn" {
  description = "ARN of the cluster's OIDC provider"
  type        = string
}

variable "oidc_issuer" {
  description = "The provider's issuer without https://"
  type        = string
}

variable "kms_key_arn" {
  description = "Key of the buckets"
  type        = string
}

variable "lake_bucket_arn" {
  description = "Bucket of the tables"
  type        = string
}

variable "state_bucket_arn" {
  description = "Bucket of checkpoints and savepoints"
  type        = string
}

variable "state_prefix_arn" {
  description = "The part of it that is this job's"
  type        = string
}

variable "glue_read_arns" {
  description = "Glue resources that the job reads"
  type        = list(string)
}

variable "glue_write_arns" {
  description = "Glue resources that the job changes"
  type        = list(string)
}

variable "write_prefixes" {
  description = "Folders of the lake's bucket that the job writes"
  type        = list(string)
}

variable "may_delete_tables" {
  description = "Whether the job may delete table files, as compaction and expiry must"
  type        = bool
}

variable "kafka_cluster_arn" {
  description = "The Kafka cluster"
  type        = string
}

variable "kafka_group_arn" {
  description = "The job's consumer group"
  type        = string
}

variable "kafka_read_arns" {
  description = "Topics that the job reads"
  type        = list(string)
}

variable "kafka_write_arns" {
  description = "Topics that the job writes"
  type        = list(string)
}
