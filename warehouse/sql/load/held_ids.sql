select {key} from held
