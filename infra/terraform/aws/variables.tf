variable "name" {
  description = "Prefix of every resource's name; part of bucket names, so it must be unique world-wide with account_suffix"
  type        = string
  default     = "lakeloop"
}

variable "account_suffix" {
  description = "What makes bucket names unique, such as the account's name"
  type        = string
}

variable "region" {
  description = "AWS region"
  type        = string
  default     = "us-east-1"
}

variable "vpc_id" {
  description = "VPC in which everything runs"
  type        = string
}

variable "private_subnet_ids" {
  description = "Private subnets in three availability zones, with a route to the internet or to VPC endpoints"
  type        = list(string)
}

variable "broker_instance_type" {
  description = "Instance type of the Kafka brokers"
  type        = string
  default     = "kafka.m7g.large"
}

variable "broker_storage_gib" {
  description = "Storage of each broker, GiB"
  type        = number
  default     = 200
}

variable "node_instance_type" {
  description = "Instance type of the Kubernetes nodes"
  type        = string
  default     = "m7g.xlarge"
}

variable "node_count" {
  description = "Kubernetes nodes: fewest, usual and most"
  type        = object({ min = number, desired = number, max = number })
  default     = { min = 2, desired = 3, max = 6 }
}

variable "kubernetes_version" {
  description = "Version of EKS"
  type        = string
  default     = "1.33"
}

variable "operator_version" {
  description = "Version of the Flink Kubernetes Operator; it must know Flink 2.3"
  type        = string
}

variable "noncurrent_days" {
  description = "How long overwritten or deleted objects are kept, days; the time in which a wrong clean-up can be undone"
  type        = number
  default     = 30
}

variable "alarm_topic_arn" {
  description = "SNS topic that alarms are sent to"
  type        = string
}
