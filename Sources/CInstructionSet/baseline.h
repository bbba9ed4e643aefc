// Nothing to declare: that this module can be imported is what it says.
