# What the containers are told, as an object. In a first plan the text of a task definition is unknown as a whole as
# soon as one value in it is; of this a plan shows every part that is known, so that images and environments can be
# judged before anything exists. Both are made from the same locals.
resource "terraform_data" "declared" {
  input = {
    containers = {
      for key, container in local.containers : key => { image = container.image, environment = container.environment }
    }
    one_shot_containers = {
      for key, container in local.one_shot_containers : key => { image = container.image, environment = container.environment }
    }
  }
}
