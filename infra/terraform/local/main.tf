# A cluster on kind with the Flink operator and MinIO, for infra/kubernetes/overlays/local.
terraform {
  required_version = ">= 1.9"
  required_providers {
    kind = {
      source  = "tehcyx/kind"
      version = "~> 0.9"
    }
    helm = {
      source  = "hashicorp/helm"
      version = "~> 3.0"
    }
  }
}

variable "cluster_name" {
  description = "Name of the kind cluster"
  type        = string
  default     = "lakeloop"
}

variable "operator_version" {
  description = "Version of the Flink Kubernetes Operator; it must know Flink 2.3"
  type        = string
}

variable "minio_credentials_secret" {
  description = "Kubernetes Secret in the namespace minio with rootUser and rootPassword, made beforehand"
  type        = string
  default     = "minio-credentials"
}

resource "kind_cluster" "this" {
  name           = var.cluster_name
  wait_for_ready = true
}

provider "helm" {
  kubernetes = {
    config_path = kind_cluster.this.kubeconfig_path
  }
}

resource "helm_release" "flink_operator" {
  name             = "flink-kubernetes-operator"
  namespace        = "flink-operator"
  create_namespace = true
  repository       = "https://archive.apache.org/dist/flink/flink-kubernetes-operator-${var.operator_version}/"
  chart            = "flink-kubernetes-operator"
  version          = var.operator_version
  values           = [yamlencode({ webhook = { create = false }, watchNamespaces = ["lakeloop"] })]
}

resource "helm_release" "minio" {
  name       = "minio"
  namespace  = "minio"
  repository = "https://charts.min.io/"
  chart      = "minio"
  values = [yamlencode({
    mode           = "standalone"
    existingSecret = var.minio_credentials_secret
    persistence    = { size = "20Gi" }
    resources      = { requests = { memory = "1Gi" } }
    buckets        = [{ name = "lake", policy = "none" }, { name = "flink", policy = "none" }]
  })]
}

output "kubeconfig_path" {
  description = "For kubectl apply -k infra/kubernetes/overlays/local"
  value       = kind_cluster.this.kubeconfig_path
}
